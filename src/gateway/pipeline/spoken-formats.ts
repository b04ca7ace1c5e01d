import { Injectable } from '@nestjs/common';
import type { WireFormat } from '../protocols/dialect.js';
import { adapterFor } from '../providers/index.js';
import { ModelRouter } from '../routing/model-router.js';

/** What the targets of a model can be asked in, for doors that answer by themselves where they cannot. */
@Injectable()
export class SpokenFormats {
  constructor(private readonly router: ModelRouter) {}

  /** Whether all of them speak it. Throws GatewayError('model_not_found'). */
  areSpoken(model: string, format: WireFormat): boolean {
    return this.router
      .resolve(model)
      .every(({ instance, model: name }) => adapterFor(instance.kind).formats(instance, name).includes(format));
  }
}
