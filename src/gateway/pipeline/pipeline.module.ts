import { Module } from '@nestjs/common';
import { RateLimitingModule } from '../rate-limiting/rate-limiting.module.js';
import { RoutingModule } from '../routing/routing.module.js';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { CompletionPipeline } from './completion.pipeline.js';
import { ModelDirectory } from './model-directory.js';

@Module({
  imports: [RateLimitingModule, RoutingModule, UpstreamModule, UsageModule],
  providers: [CompletionPipeline, ModelDirectory],
  exports: [CompletionPipeline, ModelDirectory],
})
export class PipelineModule {}
