/** The number without what its own country's phones leave out, so that +86 138... and 138... are one. */
export const plainNumber = (number: string): string => number.replace(/\D/g, '').replace(/^(00)?86(?=1\d{10}$)/, '');
