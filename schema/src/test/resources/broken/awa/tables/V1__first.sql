create table awa_store.first (id int);
