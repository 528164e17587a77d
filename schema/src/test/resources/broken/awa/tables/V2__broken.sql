create table awa_store.second (id int);
alter table awa_store.nowhere add column x int;
