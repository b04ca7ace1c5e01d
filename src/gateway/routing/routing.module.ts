import { Module } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { BindingsStore } from './affinity/bindings.store.js';
import { BindingsSweeper } from './affinity/bindings.sweeper.js';
import { BindingsWriter } from './affinity/bindings.writer.js';
import { EarlierBindings } from './affinity/earlier-bindings.js';
import { SessionBindings } from './affinity/session-bindings.js';
import { ModelRouter } from './model-router.js';
import { RouteTable } from './route-table.js';
import { RoutingMetrics } from './routing-metrics.js';
import { ROUTING_CLOCK, ROUTING_RANDOM } from './routing-sources.js';
import { InFlightPublisher } from './targets/in-flight.publisher.js';
import { TargetStates } from './targets/target-states.js';

/** Model name -> route -> targets; what is known of targets and sessions. */
@Module({
  providers: [
    { provide: ROUTING_CLOCK, useValue: systemClock },
    { provide: ROUTING_RANDOM, useValue: Math.random },
    BindingsStore,
    BindingsSweeper,
    BindingsWriter,
    EarlierBindings,
    InFlightPublisher,
    ModelRouter,
    RouteTable,
    RoutingMetrics,
    SessionBindings,
    TargetStates,
  ],
  exports: [ModelRouter, TargetStates],
})
export class RoutingModule {}
