import { Module } from '@nestjs/common';
import { RateLimitingModule } from '../rate-limiting/rate-limiting.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { CompletionPipeline } from './completion.pipeline.js';
import { ModelDirectory } from './model-directory.js';
import { SpokenFormats } from './spoken-formats.js';
import { TokenCounter } from './token-counting/token-counter.js';

@Module({
  imports: [RateLimitingModule, RoutingModule, UpstreamModule, UsageModule],
  providers: [CompletionPipeline, ModelDirectory, SpokenFormats, TokenCounter],
  exports: [CompletionPipeline, ModelDirectory, SpokenFormats, TokenCounter],
})
export class PipelineModule {}
