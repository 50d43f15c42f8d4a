import { Component, type ReactNode } from 'react';
import { useWords } from '../words/language.tsx';

interface Props {
  /** Path of the page; another page is another try. */
  readonly at: string;
  readonly children: ReactNode;
}
interface State {
  readonly at: string | undefined;
  readonly error: unknown;
}

const Failure = ({ error }: { readonly error: unknown }) => {
  const { title, hint, reload } = useWords().crash;
  return (
    <div className="state" role="alert">
      <p className="state-title">{title}</p>
      <p>{hint}</p>
      <code>{error instanceof Error ? error.message : String(error)}</code>
      <button type="button" className="button" onClick={() => location.reload()}>
        {reload}
      </button>
    </div>
  );
};

/** A defect of one page is shown on that page, with a way on; a blank screen would be taken for a calm one. */
export class Crash extends Component<Props, State> {
  override state: State = { at: undefined, error: undefined };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ at }: Props, state: State): State | null {
    return at === state.at ? null : { at, error: undefined };
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <Failure error={this.state.error} />;
  }
}
