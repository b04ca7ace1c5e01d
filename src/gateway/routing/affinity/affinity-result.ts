/**
 * What became of a request's session: `hit`, its target answers again; `new`, it has one from now on; `moved`, its target
 * cannot be asked, and it has another from now on; `none`, the request tells no session.
 */
export type AffinityResult = 'hit' | 'new' | 'moved' | 'none';
