import { Controller, Get, Head, HttpCode, UseGuards } from '@nestjs/common';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { OllamaVersionResponse } from './models.dto.js';

/** The server whose API these doors follow: clients turn features on by it. Move it with the codecs. */
const SPOKEN_VERSION = '0.12.6';

/** What Ollama's clients ask about the server itself. */
@Controller()
export class OllamaServerController {
  @Get('api/version')
  @UseGuards(ApiKeyGuard)
  version(): OllamaVersionResponse {
    return { version: SPOKEN_VERSION };
  }

  /** Ollama's command line looks whether anybody is there before every command. It tells nothing, so it asks for no key. */
  @Head()
  @HttpCode(200)
  heartbeat(): void {}
}
