/** A phone number as logs and REST show it: `138****5678`; a URL without its user, password and query. */
export const masked = (address: string): string => {
  if (URL.canParse(address) && address.includes('://')) {
    const url = new URL(address);
    return `${url.protocol}//${url.host}${url.pathname}`;
  }
  if (address.length <= 4) return '****';
  return `${address.slice(0, Math.min(3, address.length - 4))}****${address.slice(-4)}`;
};
