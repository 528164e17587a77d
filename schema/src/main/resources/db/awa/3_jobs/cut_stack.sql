-- What is kept of a stack: 8192 bytes. Of a longer one the lines in the middle go, since its two ends tell most, where
-- it was thrown and what called that, in whatever order a language prints them. Null for an empty one.
create or replace function awa_store.cut_stack(stack text)
returns text
language plpgsql
immutable
strict
as $$
declare
  c_most constant int := 8192;
  v_letters int := c_most / 2 - 40;
  v_head text;
  v_tail text;
  v_cut text;
begin
  if octet_length(stack) <= c_most then
    return nullif(stack, '');
  end if;
  loop
    v_head := left(stack, v_letters);
    v_tail := right(stack, v_letters);
    -- Whole lines, unless that leaves less than half of what there is room for.
    if strpos(reverse(v_head), chr(10)) <= v_letters / 2 then
      v_head := left(v_head, length(v_head) - strpos(reverse(v_head), chr(10)));
    end if;
    if strpos(v_tail, chr(10)) <= v_letters / 2 then
      v_tail := substr(v_tail, strpos(v_tail, chr(10)) + 1);
    end if;
    v_cut := v_head || chr(10) || format('... (%s bytes in all)', octet_length(stack)) || chr(10) || v_tail;
    if octet_length(v_cut) <= c_most then
      return v_cut;
    end if;
    v_letters := v_letters * (c_most / 2) / (octet_length(v_cut) / 2 + 1) - 1;
  end loop;
end
$$;

call awa_store.publish('awa_store.cut_stack');
