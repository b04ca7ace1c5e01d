import { Controller, Get, UseGuards } from '@nestjs/common';
import { Roles, RolesGuard } from '../../admin/access/roles.guard.js';
import { SessionGuard } from '../../admin/access/session.guard.js';
import { UpstreamsResponse } from './upstreams.dto.js';
import { UpstreamsReport } from './upstreams.report.js';

@Controller('health/upstreams')
@UseGuards(SessionGuard, RolesGuard)
export class UpstreamsController {
  constructor(private readonly report: UpstreamsReport) {}

  /** How this node sees each provider and target: checks, breakers, cooldowns, load, queues, connections. */
  @Get()
  @Roles(['owner', 'admin', 'auditor'])
  read(): UpstreamsResponse {
    return this.report.read();
  }
}
