import type { FastifyRequest } from 'fastify';

export const FORM_TYPE = 'multipart/form-data';

/**
 * `@RouteConfig(TAKES_FORMS)`: this route takes multipart forms. All others answer 415, for a browser sends such a form
 * from any page to any address without asking first.
 */
export const TAKES_FORMS = { takesForms: true } as const;

export function takesForms({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as Partial<typeof TAKES_FORMS> | undefined)?.takesForms === true;
}

/** Whether what was sent is one. */
export function isForm(contentType: string | undefined): contentType is string {
  return contentType?.toLowerCase().startsWith(FORM_TYPE) ?? false;
}
