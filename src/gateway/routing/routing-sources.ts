/** Injection token of the clock by which routing counts cooldowns, averages and bindings. */
export const ROUTING_CLOCK = Symbol('RoutingClock');
/** Injection token of its chance, a `Random`. */
export const ROUTING_RANDOM = Symbol('RoutingRandom');
