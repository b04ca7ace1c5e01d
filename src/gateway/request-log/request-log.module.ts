import { Module } from '@nestjs/common';
import { RequestLog } from './request-log.js';
import { RequestLogStore } from './request-log.store.js';

@Module({ providers: [RequestLog, RequestLogStore], exports: [RequestLog] })
export class RequestLogModule {}
