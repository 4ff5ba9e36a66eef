"""What do people see in a browser? Pages, components, templates, styles and scripts."""
