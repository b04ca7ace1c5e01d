import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { type Clock, systemClock } from '../../kernel/clock.js';
import type { Random } from '../../kernel/random.js';
import { PRICE_OF, type PriceOf } from '../../pricing/price.js';
import { BindingsCatchUp } from './affinity/bindings.catch-up.js';
import { BindingsStore } from './affinity/bindings.store.js';
import { BindingsSweeper } from './affinity/bindings.sweeper.js';
import { BindingsWriter } from './affinity/bindings.writer.js';
import { EarlierBindings } from './affinity/earlier-bindings.js';
import { SessionBindings } from './affinity/session-bindings.js';
import { ModelRouter } from './model-router.js';
import { RouteTable } from './route-table.js';
import { blendedPriceOf } from './routes/blended-price.js';
import { defaultPolicy } from './routes/attempt-policy.js';
import { ROUTE_PARTS, type RouteParts } from './routes/compiled-route.js';
import { RoutingMetrics } from './routing-metrics.js';
import { ROUTING_CLOCK, ROUTING_RANDOM } from './routing-sources.js';
import { InFlightPublisher } from './targets/in-flight.publisher.js';
import { TargetStates } from './targets/target-states.js';

/** Model name -> route -> targets; what is known of targets and sessions. */
@Module({
  providers: [
    { provide: ROUTING_CLOCK, useValue: systemClock },
    { provide: ROUTING_RANDOM, useValue: Math.random },
    BindingsCatchUp,
    BindingsStore,
    BindingsSweeper,
    BindingsWriter,
    EarlierBindings,
    InFlightPublisher,
    ModelRouter,
    RouteTable,
    {
      provide: ROUTE_PARTS,
      inject: [TargetStates, CONFIG, PRICE_OF, ROUTING_CLOCK, ROUTING_RANDOM],
      useFactory: (
        states: TargetStates,
        { upstream }: Config,
        prices: PriceOf,
        clock: Clock,
        random: Random,
      ): RouteParts => ({ states, random, usual: defaultPolicy(upstream), priceOf: blendedPriceOf(prices, clock) }),
    },
    RoutingMetrics,
    SessionBindings,
    TargetStates,
  ],
  exports: [ModelRouter, TargetStates],
})
export class RoutingModule {}
