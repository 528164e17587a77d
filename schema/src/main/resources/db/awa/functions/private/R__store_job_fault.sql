-- What is wrong with a job to be inserted: null, or {SQLSTATE, message, hint}. One expression, so that the planner
-- inlines it into bulk statements.
create or replace function awa_store.job_fault(
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  ordering_key text,
  tags text[],
  metadata jsonb
)
returns text[]
language sql
stable
as $$
  select case
    when kind is null or kind = '' then
      array['AW001', 'kind must not be empty', 'Name the kind of work, as in send_email.']
    when length(kind) > 200 then
      array['AW001', format('kind %s... is longer than 200 characters', left(kind, 40)), 'Use a shorter name.']
    when queue = '' then
      array['AW001', 'queue must not be empty', 'Name a queue, or leave it out for "default".']
    when length(queue) > 200 then
      array['AW001', format('queue %s... is longer than 200 characters', left(queue, 40)), 'Use a shorter name.']
    when priority < 1 or priority > 4 then
      array['AW001', format('priority must be 1 (most urgent) to 4, not %s', priority), 'Leave it out for 2.']
    when max_attempts < 1 or max_attempts > 1000 then
      array['AW001', format('max_attempts must be 1 to 1000, not %s', max_attempts), 'Leave it out for 25.']
    when not isfinite(run_at) then
      array['AW001', format('run_at must be a time, not %s', run_at), 'Leave it out to run now.']
    when ordering_key = '' then
      array['AW001', 'ordering_key must not be empty', 'Leave it out for a job without order.']
    when octet_length(ordering_key) > 500 then
      array['AW003', format('ordering_key %s... is longer than 500 bytes', left(ordering_key, 40)),
        'Use a shorter key, or a hash of it.']
    when pg_column_size(args) > 1048576 then
      array['AW003', format('args take %s bytes, more than 1048576', pg_column_size(args)),
        'Keep large data elsewhere and pass a reference.']
    when jsonb_typeof(metadata) <> 'object' then
      array['AW001', format('metadata must be a JSON object, not %s', left(metadata::text, 100)), 'Leave it out for {}.']
    when pg_column_size(metadata) > 65536 then
      array['AW003', format('metadata take %s bytes, more than 65536', pg_column_size(metadata)),
        'Put data for the handler into args.']
    when cardinality(tags) > 20 then
      array['AW003', format('%s tags, more than 20', cardinality(tags)), 'Use fewer tags.']
    when array_position(tags, null) is not null or array_position(tags, '') is not null then
      array['AW001', format('tag %s must not be null or empty', coalesce(array_position(tags, null), array_position(tags, ''))),
        'Leave it out.']
    when octet_length(array_to_string(tags, '')) > 4096 then
      array['AW003', format('tags take %s bytes, more than 4096', octet_length(array_to_string(tags, ''))),
        'Use shorter tags.']
  end;
$$;

call awa_store.publish('awa_store.job_fault');
