import { useState } from 'react';
import { useWords } from '../words/language.tsx';

/** A line to paste elsewhere, and a button that copies it. */
export const CopyLine = ({ text }: { readonly text: string }) => {
  const words = useWords();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="copy-line">
      <pre tabIndex={0}>{text}</pre>
      <button type="button" className="button" onClick={() => void copy()}>
        {isCopied ? words.guide.copied : words.guide.copy}
      </button>
    </div>
  );
};
