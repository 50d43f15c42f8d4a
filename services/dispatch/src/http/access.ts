import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal } from '../access/principal.ts';
import { DispatchError } from '../errors.ts';

/** A role or a scope that does not reach so far; without a credential, that one is needed. */
export const notYours = ({ role }: Principal): DispatchError =>
  role === 'anonymous'
    ? new DispatchError('LIFT_DISPATCH_TOKEN_WRONG', 'this needs `authorization: Bearer <token>`', {
        recoverable: false,
      })
    : new DispatchError('LIFT_DISPATCH_FORBIDDEN', `role ${role} may not do this`, { recoverable: false });

/** It changes or shows what belongs to no row: a scope does not reach so far, whatever the role. */
export const beyondScope = (): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_FORBIDDEN',
    'this reaches beyond the rows of your scope: it takes somebody of your role without one',
    { recoverable: false },
  );

/** What the guard leaves on the request. */
export interface KnownRequest {
  principal?: Principal;
  /** Whether what was shown still stands for the same role and rows: asked by what goes on long after it was let in. */
  stillMay?: () => Promise<boolean>;
}

/** Who asks. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<KnownRequest>();
  return principal ?? { id: 'anonymous', role: 'anonymous' };
});
