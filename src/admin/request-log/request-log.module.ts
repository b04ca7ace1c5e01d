import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { RequestLogController } from './request-log.controller.js';
import { RequestLogReader } from './request-log.store.js';

@Module({ imports: [AccessModule], controllers: [RequestLogController], providers: [RequestLogReader] })
export class RequestLogModule {}
