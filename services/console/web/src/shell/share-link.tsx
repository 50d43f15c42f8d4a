import { useEffect, useState } from 'react';
import { useWords } from '../words/language.tsx';

const SAID_FOR_MS = 4_000;

/** Writes a text to the clipboard; false where the browser gives none (an address without TLS that is not this machine). */
const copied = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

/** Copies the address of what is on the screen, filters included, so that it can be sent to somebody else. */
export const ShareLink = ({ path }: { readonly path: string }) => {
  const words = useWords();
  const [said, setSaid] = useState<'copied' | 'select' | undefined>(undefined);
  const url = new URL(path, location.href).href;
  useEffect(() => {
    if (said !== 'copied') return undefined;
    const timer = setTimeout(() => setSaid(undefined), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <span className="share">
      <button
        type="button"
        className="quiet-button"
        onClick={() => void copied(url).then((done) => setSaid(done ? 'copied' : 'select'))}
      >
        {words.share.copy}
      </button>
      <span role="status" className="muted">
        {said === 'copied' && words.share.copied}
      </span>
      {said === 'select' && (
        <input
          readOnly
          value={url}
          aria-label={words.share.address}
          autoFocus
          onFocus={(event) => event.target.select()}
        />
      )}
    </span>
  );
};
