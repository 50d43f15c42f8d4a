import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Crash } from './shell/crash.tsx';
import { LanguageProvider } from './words/language.tsx';
import './shell/tokens.css';
import './shell/base.css';
import './shell/shell.css';
import './incidents/incidents.css';
import './fleet/fleet.css';
import './lift/lift.css';
import './charts/charts.css';

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 5_000, retry: 1, refetchOnWindowFocus: true } },
});

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <Crash at="the whole">
            <App />
          </Crash>
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
