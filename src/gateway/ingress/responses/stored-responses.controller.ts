import { Controller, Delete, Get, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard, type AuthenticatedRequest } from '../../auth/api-key.guard.js';
import { ResponseDirectory, type StoredAnswer } from '../../pipeline/response-directory.js';
import { StoredResponseQuery } from './stored-responses.query.js';
import { addressOf, readPage, vendorQuery } from './stored-responses.request.js';

/** OpenAI's answers that were given before, on any provider. */
@Controller('v1/responses/:id')
@UseGuards(ApiKeyGuard)
export class StoredResponsesController {
  constructor(private readonly directory: ResponseDirectory) {}

  /** One answer, whole. */
  @Get()
  async retrieve(
    @Param('id') id: string,
    @Query() query: StoredResponseQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.directory.get(addressOf(id, request), vendorQuery(query)));
  }

  /** Forgets an answer. What continued it cannot be continued any more. */
  @Delete()
  async delete(
    @Param('id') id: string,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.directory.delete(addressOf(id, request)));
  }

  /** The items that the answer was given to, with the conversation before it. */
  @Get('input_items')
  async inputItems(
    @Param('id') id: string,
    @Query() query: StoredResponseQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.directory.inputItems(addressOf(id, request), readPage(query), vendorQuery(query)));
  }
}

function send(reply: FastifyReply, { status, contentType, body }: StoredAnswer): void {
  void reply.status(status).type(contentType).send(body);
}
