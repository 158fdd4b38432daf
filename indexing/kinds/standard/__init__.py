"""Course standards (课程标准): their parser and their records."""
