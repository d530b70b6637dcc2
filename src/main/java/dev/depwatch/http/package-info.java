/**
 * One HTTP exchange with a bound on its time and size, and no secret in any of its errors; and how a server is signed in
 * to.
 */
@NullMarked
package dev.depwatch.http;

import org.jspecify.annotations.NullMarked;
