-- Raises what job_fault found, naming the value; place names the job in a batch, '' for a single one.
-- Errors: AW001, AW003.
create or replace function awa_store.raise_job_fault(
  fault text,
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  ordering_key text,
  tags text[],
  metadata jsonb,
  place text default ''
)
returns void
language plpgsql
volatile
as $$
declare
  v_message text;
  v_hint text;
begin
  select m.message, m.hint into strict v_message, v_hint
  from (
    values
      ('kind empty', 'kind must not be empty', 'Name the kind of work, as in send_email.'),
      ('kind long', format('kind %s... is longer than 200 characters', left(kind, 40)), 'Use a shorter name.'),
      ('queue empty', 'queue must not be empty', 'Name a queue, or leave it out for "default".'),
      ('queue long', format('queue %s... is longer than 200 characters', left(queue, 40)), 'Use a shorter name.'),
      ('priority', format('priority must be 1 (most urgent) to 4, not %s', priority), 'Leave it out for 2.'),
      ('max_attempts', format('max_attempts must be 1 to 1000, not %s', max_attempts), 'Leave it out for 25.'),
      ('run_at', format('run_at must be a time in the years 1 to 9999, not %s', awa_store.utc(run_at)), 'Leave it out to run now.'),
      ('ordering_key empty', 'ordering_key must not be empty', 'Leave it out for a job without order.'),
      ('ordering_key long', format('ordering_key %s... is longer than 500 bytes', left(ordering_key, 40)),
        'Use a shorter key, or a hash of it.'),
      ('args large', format('args takes %s bytes, more than 1048576', pg_column_size(args)),
        'Keep large data elsewhere and pass a reference.'),
      ('metadata type', format('metadata must be a JSON object, not %s', left(metadata::text, 100)), 'Leave it out for {}.'),
      ('metadata large', format('metadata takes %s bytes, more than 65536', pg_column_size(metadata)),
        'Put data for the handler into args.'),
      ('tags nested', 'tags must be a plain list, not an array of arrays', 'As in array[''first'', ''second''].'),
      ('tags many', format('%s tags, more than 20', cardinality(tags)), 'Use fewer tags.'),
      ('tags long', format('tags take %s bytes, more than 4096', octet_length(array_to_string(tags, ''))),
        'Use shorter tags.'),
      ('tag empty',
        format('tag %s is null or empty', case
          when fault = 'tag empty' then coalesce(array_position(tags, null), array_position(tags, ''))
        end),
        'Leave it out.')
  ) m (fault, message, hint)
  where m.fault = raise_job_fault.fault;
  raise exception using
    errcode = case when fault like '% long' or fault like '% large' or fault = 'tags many' then 'AW003' else 'AW001' end,
    message = place || v_message,
    hint = v_hint;
end
$$;

call awa_store.publish('awa_store.raise_job_fault');
