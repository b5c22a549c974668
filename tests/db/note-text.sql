SELECT text FROM note WHERE id = ?1
