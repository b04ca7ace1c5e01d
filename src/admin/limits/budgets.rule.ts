import { ValidateBy, type ValidationArguments } from 'class-validator';
import { z } from 'zod';
import type { Budget } from '../../kernel/limits.js';
import { budgetSchema } from '../../state/definition/budgets.definition.js';

/** The same as in gateway.yaml. */
const schema = z.array(budgetSchema).max(16);

/** A list of budgets, as gateway.yaml spells them. */
export function AreBudgets(): PropertyDecorator {
  return ValidateBy({
    name: 'areBudgets',
    validator: {
      validate: (value: unknown) => schema.safeParse(value).success,
      defaultMessage: ({ value } = {} as ValidationArguments) => problemOf(value),
    },
  });
}

/** Throws where the rule was not applied before. */
export function readBudgets(value: unknown): readonly Budget[] {
  return schema.parse(value);
}

function problemOf(value: unknown): string {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (issue === undefined) return 'must be a list of budgets';
  return `is not a list of budgets (at ${issue.path.join('.') || 'the list'}: ${issue.message})`;
}
