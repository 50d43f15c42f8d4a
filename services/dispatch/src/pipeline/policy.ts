import { defaultCorrelationPolicy, type CorrelationPolicy } from '../correlation/policy.ts';
import { defaultRoutingPolicy, type RoutingPolicy } from '../routing/policy.ts';

export interface DispatchPolicy {
  readonly correlation: CorrelationPolicy;
  readonly routing: RoutingPolicy;
}

export const defaultDispatchPolicy: DispatchPolicy = {
  correlation: defaultCorrelationPolicy,
  routing: defaultRoutingPolicy,
};
