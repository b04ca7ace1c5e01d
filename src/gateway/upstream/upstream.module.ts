import { Module } from '@nestjs/common';
import { LocalProviderDetector } from './local-provider.detector.js';
import { ModelCatalog } from './model-catalog.js';
import { UpstreamPools } from './pools.js';
import { StoredAnswers } from './stored-answers.js';
import { Upstream } from './upstream.js';

@Module({
  providers: [LocalProviderDetector, ModelCatalog, StoredAnswers, Upstream, UpstreamPools],
  exports: [ModelCatalog, StoredAnswers, Upstream, UpstreamPools],
})
export class UpstreamModule {}
