typedef short local_number;
