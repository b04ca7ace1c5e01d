/** Where chance comes from: a number from 0 up to but not including 1. Tests hand in one with a seed. */
export type Random = () => number;
