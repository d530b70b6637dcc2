/** One YAML file becomes records, or all of its problems at once, each with its place; and {@link dev.depwatch.config.Secret}. */
@NullMarked
package dev.depwatch.config;

import org.jspecify.annotations.NullMarked;
