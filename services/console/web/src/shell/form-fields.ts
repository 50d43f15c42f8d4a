import type { SyntheticEvent } from 'react';

/** The fields of a form that is being sent; the page sends them itself. */
export const fieldsOf = (event: SyntheticEvent<HTMLFormElement>): FormData => {
  event.preventDefault();
  return new FormData(event.currentTarget);
};

/** What a field says; empty where it is not there. */
export const textOf = (fields: FormData, name: string): string => {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
};
