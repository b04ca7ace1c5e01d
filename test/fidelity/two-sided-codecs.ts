import type { ClientCodec, VendorCodec } from '../../src/gateway/protocols/codec.ts';
import { CLIENT_CODECS, isVendorDialect, VENDOR_CODECS } from '../../src/gateway/protocols/index.ts';

/** A dialect that clients and vendors both speak. */
export interface TwoSidedCodec {
  readonly dialect: string;
  readonly client: ClientCodec;
  readonly vendor: VendorCodec;
}

export const TWO_SIDED_CODECS: readonly TwoSidedCodec[] = Object.values(CLIENT_CODECS).flatMap((client) => {
  const vendor = isVendorDialect(client.dialect) ? VENDOR_CODECS[client.dialect] : undefined;
  return vendor ? [{ dialect: client.dialect, client, vendor }] : [];
});
