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
  case fault
    when 'kind empty' then
      v_message := 'kind must not be empty';
      v_hint := 'Name the kind of work, as in send_email.';
    when 'kind long' then
      v_message := format('kind %s... is longer than 200 characters', left(kind, 40));
      v_hint := 'Use a shorter name.';
    when 'queue empty' then
      v_message := 'queue must not be empty';
      v_hint := 'Name a queue, or leave it out for "default".';
    when 'queue long' then
      v_message := format('queue %s... is longer than 200 characters', left(queue, 40));
      v_hint := 'Use a shorter name.';
    when 'priority' then
      v_message := format('priority must be 1 (most urgent) to 4, not %s', priority);
      v_hint := 'Leave it out for 2.';
    when 'max_attempts' then
      v_message := format('max_attempts must be 1 to 1000, not %s', max_attempts);
      v_hint := 'Leave it out for 25.';
    when 'run_at' then
      v_message := format('run_at must be a time in the years 1 to 9999, not %s', awa_store.utc(run_at));
      v_hint := 'Leave it out to run now.';
    when 'ordering_key empty' then
      v_message := 'ordering_key must not be empty';
      v_hint := 'Leave it out for a job without order.';
    when 'ordering_key long' then
      v_message := format('ordering_key %s... is longer than 500 bytes', left(ordering_key, 40));
      v_hint := 'Use a shorter key, or a hash of it.';
    when 'args large' then
      v_message := awa_store.bytes_fault('args', awa_store.json_bytes(args, 1048576), 1048576);
      v_hint := 'Keep large data elsewhere and pass a reference.';
    when 'args encoded' then
      v_message := format('args must not be the text of JSON in a JSON string, as %s', awa_store.excerpt(args));
      v_hint := 'It was encoded twice: pass the value itself, or its text once.';
    when 'metadata type' then
      v_message := format('metadata must be a JSON object, not %s', awa_store.excerpt(metadata));
      v_hint := 'Leave it out for {}.';
    when 'metadata large' then
      v_message := awa_store.bytes_fault('metadata', awa_store.json_bytes(metadata, 65536), 65536);
      v_hint := 'Put data for the handler into args.';
    when 'tags nested' then
      v_message := 'tags must be a plain list, not an array of arrays';
      v_hint := 'As in array[''first'', ''second''].';
    when 'tags many' then
      v_message := format('%s tags, more than 20', cardinality(tags));
      v_hint := 'Use fewer tags.';
    when 'tags long' then
      v_message := format('tags take %s bytes, more than 4096', octet_length(array_to_string(tags, '')));
      v_hint := 'Use shorter tags.';
    when 'tag empty' then
      v_message := format('tag %s is null or empty', coalesce(array_position(tags, null), array_position(tags, '')));
      v_hint := 'Leave it out.';
  end case;
  raise exception using
    errcode = case
      when fault like '% long' or fault like '% large' or fault = 'tags many' then 'AW003'
      else 'AW001'
    end,
    message = place || v_message,
    hint = v_hint;
end
$$;

call awa_store.publish('awa_store.raise_job_fault');
