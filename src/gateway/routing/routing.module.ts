import { Module } from '@nestjs/common';
import { ModelRouter } from './model-router.js';

@Module({ providers: [ModelRouter], exports: [ModelRouter] })
export class RoutingModule {}
