import type { ReactNode } from 'react';

/**
 * A table that scrolls sideways by itself, by touch and by keys, so that the page never does. `isWide`: it has columns of prose, and keeps
 * them wide enough to be read also where the page is narrow.
 */
export const Table = ({
  title,
  headings,
  className = '',
  isWide = false,
  children,
}: {
  readonly title: string;
  readonly headings: readonly string[];
  readonly className?: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) => (
  <div className={`table-scroll ${className}`.trim()} tabIndex={0} role="region" aria-label={title}>
    <table className={isWide ? 'table wide' : 'table'}>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);
