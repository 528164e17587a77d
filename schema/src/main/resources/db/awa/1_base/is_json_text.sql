-- Whether a JSON string holds the text of a JSON object or array: what was encoded twice. Such a text is parsed, no
-- other is looked at.
create or replace function awa_store.is_json_text(value jsonb)
returns boolean
language plpgsql
stable
as $$
declare
  v_text text := value #>> '{}';
begin
  if v_text !~ '^[[:space:]]*[[{]' then
    return false;
  end if;
  begin
    return jsonb_typeof(v_text::jsonb) in ('object', 'array');
  exception when data_exception or program_limit_exceeded or statement_too_complex then
    return false;
  end;
end
$$;

call awa_store.publish('awa_store.is_json_text');
