/** From a row with a `lift_id` to the page of that lift. */
export const liftLink = '/d/lw-lift?var-lift=${__data.fields.lift_id}&var-datasource=${datasource}';
