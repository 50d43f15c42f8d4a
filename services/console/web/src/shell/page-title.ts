import { useEffect } from 'react';

/** The title of the tab: the number of open incidents first, so that it is seen in a row of tabs. */
export const usePageTitle = (title: string, count = 0): void => {
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ''}${title} · liftwatch`;
  }, [title, count]);
};
