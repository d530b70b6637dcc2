/**
 * One HTTP exchange with limits on its time and size, and without secrets in its errors; and how depwatch authenticates
 * to a server.
 */
@NullMarked
package dev.depwatch.http;

import org.jspecify.annotations.NullMarked;
