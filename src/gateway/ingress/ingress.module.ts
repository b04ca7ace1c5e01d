import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { ChatController } from './openai/chat.controller.js';
import { ModelsController } from './openai/models.controller.js';
import { ResponsesController } from './responses/responses.controller.js';
import { StoredResponsesController } from './responses/stored-responses.controller.js';
import { Door } from './wire/door.js';
import { KeepAliveSweeper } from './wire/keep-alive.sweeper.js';
import { OpenResponses } from './wire/open-responses.js';

/** The doors of the data plane, one folder per protocol. */
@Module({
  imports: [AuthModule, PipelineModule],
  controllers: [ChatController, ResponsesController, StoredResponsesController, ModelsController],
  providers: [Door, KeepAliveSweeper, OpenResponses],
  exports: [OpenResponses],
})
export class IngressModule {}
