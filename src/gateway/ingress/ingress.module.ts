import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PipelineModule } from '../pipeline/pipeline.module.js';
import { RequestLogModule } from '../request-log/request-log.module.js';
import { EmbedController } from './ollama/embed.controller.js';
import { AudioController } from './openai/audio.controller.js';
import { OllamaAnswersController } from './ollama/answers.controller.js';
import { OllamaModelsController } from './ollama/models.controller.js';
import { OllamaServerController } from './ollama/server.controller.js';
import { MessagesController } from './anthropic/messages.controller.js';
import { GenerateController } from './gemini/generate.controller.js';
import { GeminiModelsController } from './gemini/models.controller.js';
import { ChatController } from './openai/chat.controller.js';
import { CompletionsController } from './openai/completions.controller.js';
import { EmbeddingsController } from './openai/embeddings.controller.js';
import { ImagesController } from './openai/images.controller.js';
import { ModelsController } from './openai/models.controller.js';
import { ModerationsController } from './openai/moderations.controller.js';
import { RerankController } from './openai/rerank.controller.js';
import { ResponsesController } from './responses/responses.controller.js';
import { StoredResponsesController } from './responses/stored-responses.controller.js';
import { ClientResponses } from './wire/client-responses.js';
import { Door } from './wire/door.js';
import { KeepAliveSweeper } from './wire/keep-alive.sweeper.js';
import { OpenResponses } from './wire/open-responses.js';

/** The doors of the data plane, one folder per protocol. */
@Module({
  imports: [AuthModule, PipelineModule, RequestLogModule],
  controllers: [
    AudioController,
    ChatController,
    CompletionsController,
    EmbedController,
    EmbeddingsController,
    GeminiModelsController,
    GenerateController,
    ImagesController,
    MessagesController,
    ModelsController,
    ModerationsController,
    OllamaAnswersController,
    OllamaModelsController,
    OllamaServerController,
    RerankController,
    ResponsesController,
    StoredResponsesController,
  ],
  providers: [ClientResponses, Door, KeepAliveSweeper, OpenResponses],
  exports: [OpenResponses],
})
export class IngressModule {}
