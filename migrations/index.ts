import { CreateEventStore1795182000000 } from './1795182000000-create-event-store.js';
import { CreateAccounts1795182000001 } from './1795182000001-create-accounts.js';
import { CreateUsageLedger1795182000002 } from './1795182000002-create-usage-ledger.js';
import { CreateConversations1795194000000 } from './1795194000000-create-conversations.js';
import { ExtendUsageLedger1795887972939 } from './1795887972939-extend-usage-ledger.js';
import { CreateSessionBindings1795888434123 } from './1795888434123-create-session-bindings.js';
import { RecordReRates1795889676540 } from './1795889676540-record-re-rates.js';
import { RollUpUsage1795889900709 } from './1795889900709-roll-up-usage.js';
import { AddLimitsAndTeams1795890208373 } from './1795890208373-add-limits-and-teams.js';
import { CreateRequestLog1795890917324 } from './1795890917324-create-request-log.js';
import { KeepRouteTraces1795893059933 } from './1795893059933-keep-route-traces.js';
import { IndexUsageBySeries1795894522490 } from './1795894522490-index-usage-by-series.js';

/** Every migration, oldest first. Append only; `npm run migration:create -- verb-noun` does. */
export const migrations = [
  CreateEventStore1795182000000,
  CreateAccounts1795182000001,
  CreateUsageLedger1795182000002,
  CreateConversations1795194000000,
  ExtendUsageLedger1795887972939,
  CreateSessionBindings1795888434123,
  RecordReRates1795889676540,
  RollUpUsage1795889900709,
  AddLimitsAndTeams1795890208373,
  CreateRequestLog1795890917324,
  KeepRouteTraces1795893059933,
  IndexUsageBySeries1795894522490,
] as const;
