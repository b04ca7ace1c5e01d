import { Module } from '@nestjs/common';
import { CacheModule } from '../cache/cache.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { RateLimitingModule } from '../rate-limiting/rate-limiting.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { AdmissionStage } from './admission/admission.stage.js';
import { DemandEstimator } from './admission/demand.estimator.js';
import { CompletionPipeline } from './completion.pipeline.js';
import { LocalAnswerPipeline } from './local-answer.pipeline.js';
import { ModelDirectory } from './model-directory.js';
import { ResponseDirectory } from './response-directory.js';
import { Settlement } from './settlement.js';
import { TokenCountPipeline } from './token-counting/token-count.pipeline.js';
import { TokenCounter } from './token-counting/token-counter.js';

@Module({
  imports: [CacheModule, ConversationsModule, RateLimitingModule, RoutingModule, UpstreamModule, UsageModule],
  providers: [
    AdmissionStage,
    CompletionPipeline,
    DemandEstimator,
    LocalAnswerPipeline,
    ModelDirectory,
    ResponseDirectory,
    Settlement,
    TokenCountPipeline,
    TokenCounter,
  ],
  exports: [
    CompletionPipeline,
    ConversationsModule,
    LocalAnswerPipeline,
    ModelDirectory,
    ResponseDirectory,
    TokenCountPipeline,
    TokenCounter,
  ],
})
export class PipelineModule {}
