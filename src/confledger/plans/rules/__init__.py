"""What may be wrong with a plan, one module for each rule: `ID`, and `check(plan, about)`."""
