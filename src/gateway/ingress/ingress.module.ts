import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { GenerateController } from './gemini/generate.controller.js';
import { GeminiModelsController } from './gemini/models.controller.js';
import { ChatController } from './openai/chat.controller.js';
import { ModelsController } from './openai/models.controller.js';
import { Door } from './wire/door.js';
import { KeepAliveSweeper } from './wire/keep-alive.sweeper.js';
import { OpenResponses } from './wire/open-responses.js';

/** The doors of the data plane, one folder per protocol. */
@Module({
  imports: [AuthModule, PipelineModule],
  controllers: [ChatController, ModelsController, GenerateController, GeminiModelsController],
  providers: [Door, KeepAliveSweeper, OpenResponses],
  exports: [OpenResponses],
})
export class IngressModule {}
