import { Module } from '@nestjs/common';
import { LocalProviderDetector } from './local-provider.detector.js';
import { ModelCatalog } from './model-catalog.js';
import { UpstreamPools } from './pools.js';
import { Upstream } from './upstream.js';

@Module({
  providers: [LocalProviderDetector, ModelCatalog, Upstream, UpstreamPools],
  exports: [ModelCatalog, Upstream, UpstreamPools],
})
export class UpstreamModule {}
