import { Injectable } from '@nestjs/common';

/** Whether this node wants traffic. A draining node is alive and not ready. */
@Injectable()
export class Readiness {
  #leaving = false;

  get leaving(): boolean {
    return this.#leaving;
  }

  leave(): void {
    this.#leaving = true;
  }
}
