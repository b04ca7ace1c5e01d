import { ValidateIf } from 'class-validator';

/** The field may be left out. Unlike IsOptional it does not also let `null` through to code that expects a value. */
export function MayBeAbsent(): PropertyDecorator {
  return ValidateIf((_, value: unknown) => value !== undefined);
}
