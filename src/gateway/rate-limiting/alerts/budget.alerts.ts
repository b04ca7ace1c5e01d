import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { systemClock } from '../../../kernel/clock.js';
import { METRIC } from '../../../observability/metrics.js';
import { SnapshotHolder } from '../../../state/snapshot.holder.js';
import type { Crossing } from '../limits.store.js';
import { BUDGET_EVENTS, type BudgetEvents } from './budget-events.js';
import { WebhookSender } from './webhook.sender.js';

/**
 * Tells of a budget that came to one of its thresholds: a log line, a count, a control event, and the operator's webhook.
 * Which node's request it was, the store decided: it happens once.
 */
@Injectable()
export class BudgetAlerts implements OnApplicationShutdown {
  readonly #logger = new Logger('Budgets');
  readonly #webhooks = new WebhookSender(systemClock);

  constructor(
    private readonly state: SnapshotHolder,
    @Inject(BUDGET_EVENTS) private readonly events: BudgetEvents,
    @InjectMetric(METRIC.budgetThresholds) private readonly thresholds: Counter,
    @InjectMetric(METRIC.budgetWebhooks) private readonly webhooks: Counter,
  ) {}

  onApplicationShutdown(): void {
    this.#webhooks.close();
  }

  /** Returns at once; what is slow happens after it. */
  crossed({ constraint, threshold, spent }: Crossing): void {
    const { level, unit, period, limit, startsAt, endsAt, key, name, subject } = constraint;
    const percent = limit === 0 ? 100 : Math.floor((threshold / limit) * 100);
    this.thresholds.inc({ level, percent: String(percent) });
    this.#logger.warn(`The ${period} budget ${key} is used to ${percent} % (${spent} of ${limit} ${UNIT[unit]})`);
    const data = {
      budget: key,
      level,
      subject,
      name,
      unit,
      period,
      startsAt: new Date(startsAt).toISOString(),
      endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
      limit,
      threshold,
      percent,
      spent,
    };
    void this.#record(data);
    void this.#deliver(data);
  }

  async #record(data: Parameters<BudgetEvents>[0]): Promise<void> {
    try {
      await this.events(data);
    } catch (error) {
      this.#logger.warn(`A budget's threshold could not be recorded as an event: ${String(error)}`);
    }
  }

  async #deliver(data: Parameters<BudgetEvents>[0]): Promise<void> {
    const { webhook } = this.state.current.budgets;
    if (webhook === undefined) return;
    const delivery = `${data.budget}#${data.threshold}`;
    const message = { type: 'budget.threshold_reached', at: new Date(systemClock.now()).toISOString(), data };
    const isDelivered = await this.#webhooks.send(webhook, delivery, message);
    this.webhooks.inc({ result: isDelivered ? 'delivered' : 'failed' });
    if (!isDelivered) this.#logger.warn(`The webhook did not take ${delivery}`);
  }
}

const UNIT = { spend: 'billionths of a dollar', tokens: 'tokens' } as const;
