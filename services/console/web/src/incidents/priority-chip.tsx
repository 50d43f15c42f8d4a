import type { Priority } from '@liftwatch/schemas';
import { useWordList } from '../api/queries.ts';
import { useLanguage } from '../words/language.tsx';

/** P0 to P4 by letter, colour and name: never by colour alone. */
export const PriorityChip = ({ priority }: { readonly priority: Priority }) => {
  const { language } = useLanguage();
  const name = useWordList()?.priorities[priority]?.[language];
  return (
    <abbr className={`priority priority-${priority}`} title={name}>
      {priority}
    </abbr>
  );
};
