/* The floor of every cold lookup: a process that does nothing. */
int main(void) { return 0; }
